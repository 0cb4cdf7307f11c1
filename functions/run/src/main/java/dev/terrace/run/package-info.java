/** Begins and ends a run: the first and the last state of the state machine of that name. */
package dev.terrace.run;
