package dev.rbdgate.simulation;

/**
 * A run was given up: something outside of the simulation had a say in what comes next, such as the
 * JVM's own choice of who gets a monitor that was held over a file call.
 */
final class Undecided extends RuntimeException {
    private static final long serialVersionUID = 1;

    Undecided(String what) {
        super(what);
    }
}
