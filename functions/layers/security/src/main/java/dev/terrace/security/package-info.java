/** The security layer: KMS keys and the roles that AWS services take. */
package dev.terrace.security;
