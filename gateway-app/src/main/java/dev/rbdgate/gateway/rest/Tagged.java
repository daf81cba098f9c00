package dev.rbdgate.gateway.rest;

/** A view of a resource whose changes may be made to depend on its entity tag. */
interface Tagged {}
