"""Segments to drafts: Argos packages on CTranslate2, translation memories, and what keeps drafts faithful."""
