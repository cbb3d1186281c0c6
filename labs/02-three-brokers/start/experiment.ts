import { chart, run, show } from 'lab';
import { params } from 'lab/params';
import { onActivemq } from './activemq';
import { onKafka } from './kafka';
import { onRabbitmq } from './rabbitmq';

const specs = [onRabbitmq(params), onKafka(params), onActivemq(params)];

show(chart.growth(await Promise.all(specs.map((spec) => run(spec)))));

export default onKafka(params);
