/** What Terrace's functions and state machines answer, as records. */
package dev.terrace.cli.report;
