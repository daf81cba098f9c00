package dev.rbdgate.iscsi.session;

/** What only a normal session has: its way to the logical units. */
record ScsiSide(TaskTable tasks, TaskManager manager, CommandRouter router) {}
