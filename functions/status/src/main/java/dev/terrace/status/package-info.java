/** Tells what runs where. */
package dev.terrace.status;
