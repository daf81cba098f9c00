package dev.rbdgate.gateway.settings;

/** How lines of the log look. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** One JSON object a line, in the form that Logstash takes, with fields of stable names. */
    JSON
}
