/**
 * Policies from afar: which head, key set and bundle are to be believed, and which of them comes
 * into force. Everything here is decided from bytes; fetching them is somebody else's.
 *
 * <p>The way in is {@link dev.sluice.remote.PolicyUpdates}. What it believes stands in {@link
 * dev.sluice.remote.UpdateVerifier}, one named step after the other; what it keeps on disk, in
 * {@link dev.sluice.remote.PolicyStore}. {@link dev.sluice.remote.Publisher} is the other side: it
 * writes the folder that agents read.
 */
@NullMarked
package dev.sluice.remote;

import org.jspecify.annotations.NullMarked;
