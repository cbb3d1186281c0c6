import { describeRecording } from './recorded-scenarios';

describeRecording('activemq-5.17');
