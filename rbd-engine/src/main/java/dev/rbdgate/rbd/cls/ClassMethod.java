package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;

/** The effect of a class method on one object. */
@FunctionalInterface
interface ClassMethod {

    /** What a method answers that has nothing to say. */
    byte[] NOTHING = {};

    /**
     * @return the method's output
     */
    byte[] call(ObjectClassContext object, Decoder input) throws ObjectClassException;
}
