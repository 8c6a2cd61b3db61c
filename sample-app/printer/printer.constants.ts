/** Token of the cluster whose messages are printed. */
export const PRINTER_CLUSTER = Symbol('the cluster whose messages are printed');
