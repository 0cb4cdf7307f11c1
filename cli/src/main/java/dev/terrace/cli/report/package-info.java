/** What runs and releases come to, as the command line tells it. */
package dev.terrace.cli.report;
