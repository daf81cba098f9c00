package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.Errno;
import java.util.Map;
import java.util.Set;

/** The object classes by name. Their state is the object's alone. */
public final class ObjectClasses {

    public static final String RBD = "rbd";
    public static final String LOCK = "lock";

    private static final Map<String, MethodTable> CLASSES =
            Map.of(RBD, RbdClass.methods(), LOCK, LockClass.methods());

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
        try {
            return entry(className, method).method().call(object, new Decoder(input));
        } catch (MalformedException malformed) {
            throw new ObjectClassException(Errno.EINVAL);
        }
    }

    /**
     * Whether a method changes its object. One that does has no place in a read operation.
     *
     * @throws ObjectClassException EOPNOTSUPP for an unknown class or method
     */
    public static boolean writes(String className, String method) throws ObjectClassException {
        return entry(className, method).writes();
    }

    /** The names of a class's methods; empty for an unknown class. */
    public static Set<String> methods(String className) {
        MethodTable table = CLASSES.get(className);
        return table == null ? Set.of() : table.names();
    }

    private static MethodTable.Entry entry(String className, String method)
            throws ObjectClassException {
        MethodTable table = CLASSES.get(className);
        MethodTable.Entry entry = table == null ? null : table.find(method);
        if (entry == null) {
            throw new ObjectClassException(Errno.EOPNOTSUPP);
        }
        return entry;
    }
}
