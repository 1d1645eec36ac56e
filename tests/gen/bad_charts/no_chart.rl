# 3:1: error: expected '%%{' at the end of the file
# All is comment.
