package words

const ending = "!\r\n"
