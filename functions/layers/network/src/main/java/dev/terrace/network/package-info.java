/**
 * The network layer: the VPC, its subnets in tiers, the ways in and out, the private ways to AWS, the log of its traffic, and
 * the security groups that the other layers put their resources into.
 *
 * <p>{@link dev.terrace.network.NetworkLayer} says what there is to be; each resource type is a record in CloudFormation's
 * words with its verbs beside it; what is there is read through one {@code Inventory}.
 */
package dev.terrace.network;
