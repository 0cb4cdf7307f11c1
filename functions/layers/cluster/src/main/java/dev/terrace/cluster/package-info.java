/** The cluster layer: an EKS cluster, its nodes and add-ons, and who may do what in it and from it. */
package dev.terrace.cluster;
