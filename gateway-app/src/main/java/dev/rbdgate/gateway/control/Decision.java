package dev.rbdgate.gateway.control;

import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.MappingChange;
import java.util.function.Function;

/** What a request comes to, once it was checked against the mapping. */
sealed interface Decision<T> {

    /** Nothing is to be done: it is already so. */
    record Unchanged<T>(T answer) implements Decision<T> {}

    /**
     * A change to be stored and served.
     *
     * @param created whether the request makes something new
     * @param operation for the audit log, such as {@code lun.create}
     * @param detail for the audit log, without secrets
     * @param answer made from the mapping as it is afterwards
     */
    record Change<T>(
            boolean created,
            String operation,
            String subject,
            String detail,
            MappingChange write,
            Function<Mapping, T> answer)
            implements Decision<T> {}
}
