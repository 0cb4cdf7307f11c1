/** What the user sees: results in, text out. Nothing here talks to anybody, so that each view has a golden file. */
package dev.terrace.cli.view;
