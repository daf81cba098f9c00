package dev.rbdgate.gateway.control;

import java.time.Instant;

/**
 * Why a mapped image is NOT READY.
 *
 * @param naa designator of the unit
 * @param image the image's path
 * @param attempts how often it was tried to open it
 */
public record UnitProblem(String naa, String image, String detail, int attempts, Instant since) {}
