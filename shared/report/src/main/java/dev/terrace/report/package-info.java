/**
 * What functions tell the command line, as records: they write them as JSON, into the blueprint bucket or as an answer, and it
 * reads them.
 */
package dev.terrace.report;
