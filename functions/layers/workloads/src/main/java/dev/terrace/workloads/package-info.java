/** The workloads layer: what runs in the cluster. */
package dev.terrace.workloads;
