/** The {@code terrace} command: a thin client of the state machines. */
package dev.terrace.cli;
