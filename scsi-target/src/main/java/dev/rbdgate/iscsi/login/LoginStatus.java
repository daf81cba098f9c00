package dev.rbdgate.iscsi.login;

/** Status classes and details (RFC 7143 11.13.5). */
public enum LoginStatus {
    SUCCESS(0x0000),
    MOVED_TEMPORARILY(0x0101),
    MOVED_PERMANENTLY(0x0102),
    INITIATOR_ERROR(0x0200),
    AUTHENTICATION_FAILURE(0x0201),
    AUTHORIZATION_FAILURE(0x0202),
    NOT_FOUND(0x0203),
    UNSUPPORTED_VERSION(0x0205),
    TOO_MANY_CONNECTIONS(0x0206),
    MISSING_PARAMETER(0x0207),
    SESSION_TYPE_NOT_SUPPORTED(0x0209),
    SESSION_DOES_NOT_EXIST(0x020a),
    INVALID_DURING_LOGIN(0x020b),
    SERVICE_UNAVAILABLE(0x0301),
    OUT_OF_RESOURCES(0x0302);

    private final int code;

    LoginStatus(int code) {
        this.code = code;
    }

    /** Whether the initiator is to log in elsewhere, which is no fault (class 1). */
    public boolean isRedirection() {
        return code >> Byte.SIZE == 1;
    }

    /** Class and detail, as {@code class << 8 | detail}. */
    public int code() {
        return code;
    }
}
