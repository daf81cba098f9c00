package dev.rbdgate.config;

/** What a change writes; runs inside the transaction and may run again if that is repeated. */
@FunctionalInterface
public interface MappingChange {
    void write(MappingWriter writer);
}
