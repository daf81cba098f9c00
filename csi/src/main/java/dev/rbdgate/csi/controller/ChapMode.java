package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;

/** How a node and the gateway prove who they are (parameter {@code chap}). */
enum ChapMode {
    /** The node proves it. */
    ONE_WAY("true"),
    /** Each proves it to the other. */
    MUTUAL("mutual"),
    /** Nobody does: the node's iSCSI name is believed. */
    NONE("false");

    private final String text;

    ChapMode(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Reads a parameter or a piece of metadata; empty text is the default. */
    static ChapMode parse(String text) {
        if (text.isEmpty()) {
            return ONE_WAY;
        }
        for (ChapMode mode : values()) {
            if (mode.text.equals(text)) {
                return mode;
            }
        }
        throw Refusal.invalid("parameter chap is true, mutual or false");
    }
}
