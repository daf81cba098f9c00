package dev.rbdgate.iscsi.login;

/** Ends a login with a status. Stackless; caught in {@link Login#receive} only. */
final class LoginRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final LoginStatus status;

    /**
     * @param reason for the log; holds no secret
     */
    LoginRefusal(LoginStatus status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    LoginStatus status() {
        return status;
    }
}
