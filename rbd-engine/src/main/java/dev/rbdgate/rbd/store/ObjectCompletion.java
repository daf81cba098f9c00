package dev.rbdgate.rbd.store;

/** Told once how a data call ended. Must not block, and must not throw. */
@FunctionalInterface
public interface ObjectCompletion {
    /**
     * @param result bytes read, or 0 for a write; negative: an error number of {@link Errno}, or
     *     {@code -(4095 + offset)} of the first byte that a compare extent found different
     */
    void complete(int result);
}
