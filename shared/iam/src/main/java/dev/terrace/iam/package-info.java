/** The IAM resource types, which several layers declare, and the policies that go into them. */
package dev.terrace.iam;
