/** The way to what Terrace runs on: its stack, its state machines, its functions, in an AWS account or in the local cloud. */
package dev.terrace.cli.cloud;
