export { tandem, tandemMean, tandemEvents } from './reference/tandem';
export { singleServer, meanWait, meanNumber, meanTimeInSystem, arrivalRate, waitQuantile } from './reference/single-server';
