/**
 * What a build runs to train the ahead-of-time cache (JEP 514, 515): the whole gateway on an empty
 * store, under a load of its own, so that the cache holds the data path's profile, too.
 */
@NullMarked
package dev.rbdgate.gateway.training;

import org.jspecify.annotations.NullMarked;
