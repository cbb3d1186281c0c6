import { chart, run, show } from 'lab';
import { onActivemq } from './activemq';
import { onKafka } from './kafka';
import { onRabbitmq } from './rabbitmq';
import { dials } from './workload';

const specs = [onRabbitmq(dials), onKafka(dials), onActivemq(dials)];

show(chart.growth(await Promise.all(specs.map((spec) => run(spec)))));

export default onKafka(dials);
