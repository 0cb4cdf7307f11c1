/** What every function shares about AWS: clients that count their calls, errors as problems, the shape of a function. */
package dev.terrace.aws;
