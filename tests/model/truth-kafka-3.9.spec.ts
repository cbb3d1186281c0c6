import { describeRecording } from './recorded-scenarios';

describeRecording('kafka-3.9');
