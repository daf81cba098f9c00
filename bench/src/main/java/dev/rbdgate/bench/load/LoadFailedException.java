package dev.rbdgate.bench.load;

/** A load met with an error, wrong content or no answer: there is no figure. */
public final class LoadFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LoadFailedException(String reason) {
        super(reason);
    }
}
