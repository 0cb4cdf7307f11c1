/** CloudWatch Logs' resource types, which several layers declare. */
package dev.terrace.logs;
