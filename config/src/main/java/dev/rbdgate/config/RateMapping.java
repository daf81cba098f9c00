package dev.rbdgate.config;

/**
 * Limits of what may be done in a second. 0 stands for no limit.
 *
 * @param burstMillis how long what is not used is saved up, in milliseconds; 0: the default
 */
public record RateMapping(
        long readIops, long writeIops, long readBytes, long writeBytes, long burstMillis) {

    public static final RateMapping NONE = new RateMapping(0, 0, 0, 0, 0);
}
