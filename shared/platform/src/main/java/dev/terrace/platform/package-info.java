/**
 * A blueprint after it was read and checked: records that mirror its YAML one to one.
 *
 * <p>What is optional in the blueprint and was left out is {@code null} where it is a section or a single value, and empty where
 * it is a list or a map. Everything that has a default in the blueprint's schema is there. Every collection is immutable and
 * keeps the blueprint's order. A {@link dev.terrace.platform.Platform} travels as plain JSON through the state machines.
 */
package dev.terrace.platform;
