@NullMarked
package com.example.supportdesk;

import org.jspecify.annotations.NullMarked;
