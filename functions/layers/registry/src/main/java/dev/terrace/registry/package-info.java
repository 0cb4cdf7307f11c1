/** The registry layer: an ECR repository for each component. */
package dev.terrace.registry;
