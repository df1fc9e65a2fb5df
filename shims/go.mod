module gowsl.invalid/shim

go 1.21
