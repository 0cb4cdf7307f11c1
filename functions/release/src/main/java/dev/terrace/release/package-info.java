/**
 * Moves one component of a platform, and all that shares its image, to a pushed image. Each step looks at the world and closes one gap;
 * the state machine {@code release.asl.json} says which step comes next, and does the waiting.
 */
package dev.terrace.release;
