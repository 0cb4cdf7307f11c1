/**
 * Values between spec records and the models of the SDK, by name: {@link dev.terrace.mapping.SpecReader} reads a spec from what AWS
 * tells, {@link dev.terrace.mapping.SpecWriter} writes one into a request. What names do not say is a lambda beside the record.
 */
package dev.terrace.mapping;
