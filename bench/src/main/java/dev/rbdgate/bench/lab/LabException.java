package dev.rbdgate.bench.lab;

/** Something of the benchmark itself, or a contestant, did not do what it was asked to. */
public final class LabException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LabException(String message) {
        super(message);
    }

    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
