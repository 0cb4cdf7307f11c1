/** Kubernetes as AWS has it: login by EKS token, and server-side apply with plan, prune and rollouts. */
package dev.terrace.kubernetes;
