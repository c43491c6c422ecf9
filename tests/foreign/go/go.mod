module pandect/client

go 1.19
