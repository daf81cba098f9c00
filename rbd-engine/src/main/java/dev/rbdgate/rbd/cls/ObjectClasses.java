package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.store.Errno;

/** The object classes by name. Their state is the object's alone. */
public final class ObjectClasses {

    private ObjectClasses() {}

    /**
     * Calls a method.
     *
     * @return its output, possibly empty
     * @throws ObjectClassException EOPNOTSUPP for an unknown class or method, EINVAL for input that
     *     cannot be decoded, else as the method says
     */
    public static byte[] call(
            String className, String method, ObjectClassContext object, byte[] input)
            throws ObjectClassException {
        throw new ObjectClassException(Errno.EOPNOTSUPP);
    }
}
