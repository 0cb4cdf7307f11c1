/** Begins and ends a run: the first and the last state of the provision and the destroy state machine. */
package dev.terrace.run;
