/** The data layer: the platform's PostgreSQL on RDS. */
package dev.terrace.data;
