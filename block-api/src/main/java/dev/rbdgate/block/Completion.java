package dev.rbdgate.block;

/** Told once how a data call ended. Must not block, and must not throw. */
@FunctionalInterface
public interface Completion {
    void complete(Outcome outcome);
}
