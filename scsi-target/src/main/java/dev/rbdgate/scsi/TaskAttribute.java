package dev.rbdgate.scsi;

/** Task attributes (SAM-5 8.9), with the codes of RFC 7143 11.3.1. */
public enum TaskAttribute {
    UNTAGGED,
    SIMPLE,
    ORDERED,
    HEAD_OF_QUEUE,
    ACA
}
