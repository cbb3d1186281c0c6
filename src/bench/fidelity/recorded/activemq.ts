/** The 47 scenarios recorded on ActiveMQ Classic 5.17. */
import type { Expectations, Plans } from './plan';

export const activemqFields: Expectations = {};

export const activemqPlans: Plans = {};
