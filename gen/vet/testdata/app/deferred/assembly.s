// So the compiler accepts a function without a body.
