/**
 * The local cloud: AWS by MiniStack, Kubernetes by a real control plane, and what AWS does behind the scenes, on one machine.
 * Nothing of the product depends on it; the product sees it through {@code AWS_ENDPOINT_URL} alone.
 */
package dev.terrace.local;
