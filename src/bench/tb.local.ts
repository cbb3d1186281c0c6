import { benchBrowser } from './browser';
console.log(await benchBrowser());
